"""Pictures that we host, and whether the house stands."""

import re

from fastapi import APIRouter, HTTPException
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response

from digest import store
from digest.errors import StoreError
from digest.morning import render
from digest.site.house import House
from digest.web.application import READ
from digest.web.static_files import FOR_EVER

NAME = re.compile(r"[0-9a-f]{8,64}\.(?:jpg|png|gif|webp)")
"""Content hash and kind: no way to any other folder."""


def routes(house: House) -> APIRouter:
    router = APIRouter()

    @router.api_route("/images/{name}", methods=READ)
    def image(name: str) -> Response:
        file = render.images_folder(house.runtime) / name
        if not NAME.fullmatch(name) or not file.is_file():
            raise HTTPException(404)
        # Pages of mail programs embed it, so other origins may.
        return FileResponse(
            file,
            headers={
                "Cache-Control": FOR_EVER,
                "Cross-Origin-Resource-Policy": "cross-origin",
                "Content-Security-Policy": "sandbox; default-src 'none'",
            },
        )

    @router.api_route("/health", methods=READ)
    def health() -> Response:
        try:
            with house.runtime.store.read() as db:
                store.slots.by_id(db, "none")
        except StoreError:
            return JSONResponse({"status": "database unreachable"}, status_code=503)
        return JSONResponse({"status": "ok"})

    @router.api_route("/robots.txt", methods=READ)
    def robots() -> Response:
        base = house.pages.base
        lines = [
            "User-agent: *",
            *(f"Disallow: {base}{path}" for path in ("/c/", "/d/", "/data", "/desk/", "/api/", "/e/", "/m/", "/u/")),
        ]
        lines += ["", f"Sitemap: {house.runtime.settings.newsroom.public_url}/sitemap.xml"]
        return PlainTextResponse("\n".join(lines) + "\n", headers={"Cache-Control": "public, max-age=86400"})

    return router
