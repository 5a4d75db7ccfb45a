"""What the apps share: pages, security headers, limits, the guard against forms of other sites, static files."""
