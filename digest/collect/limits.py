"""Every limit towards publishers, foreign bytes and parser processes, each with its unit and its reason."""

from dataclasses import dataclass

# What we ask of the network
CONNECTIONS_MAX = 16  # at once over all hosts: enough to fill a line, few enough for any file-descriptor limit
HOST_CONNECTIONS_MAX = 2  # at once towards one host: what a person's browser tab would use
HOST_GAP_S = 1.0  # between two requests to one host
CRAWL_DELAY_S_MAX = 10.0  # a robots.txt may slow us down this far; more would starve the morning
OWN_HOST_CONNECTIONS_MAX = 8  # towards hosts of the operator's allow list: their own machines
CONNECT_S = 10.0
READ_S = 20.0  # between two pieces of an answer
TOTAL_S = 60.0  # one address, all hops and the whole body: ends a server that drips bytes
REDIRECTS_MAX = 5
ADDRESSES_DIALLED_MAX = 4  # of one host name, one after the other
FETCH_AHEAD_MAX = 64  # requests of one call that are under way or wait to be looked at
PAGES_AHEAD_MAX = 8  # the same for the article pages of one source

# What we take in
FEED_BYTES_MAX = 15_000_000  # after decoding; the largest honest feed seen has 9 MB
PAGE_BYTES_MAX = 5_000_000  # after decoding; above it extractors need gigabytes
IMAGE_BYTES_MAX = 10_000_000  # a full-size press photo
ROBOTS_BYTES_MAX = 500_000  # RFC 9309 asks for at least 500 KiB; larger ones are cut, not refused
FILE_BYTES_MAX = 5_000_000  # of one article in a folder
FOLDER_FILES_MAX = 5_000  # of one folder source
FOLDER_DEPTH_MAX = 8
LINKS_MAX = 100  # article links of one section page
SITEMAPS_MAX = 3  # of a sitemap index, the newest first; the older ones hold last year's news
PAGES_MAX = 50  # article pages of one source at one visit
FULL_TEXT_DAYS = 4  # older entries keep their teaser: nobody's morning needs their pages
PAGE_FAILURES_MAX = 3  # in a row, then the host is left alone until the next visit
HEADER_LETTERS_MAX = 1_000  # of a validator that we store and send back

# How often we come
POLL_MINUTES_MIN = 15  # whatever config says
POLL_JITTER = 0.25  # of the interval, so that a thousand installations do not come at the full hour
POLL_HOURS_MAX = 24  # the longest wait, whatever headers and failures add up to
QUIET_HOURS_MAX = 6  # a source that publishes rarely is still looked at this often
FAILURE_HOURS = 1  # first wait after a failure; doubles up to POLL_HOURS_MAX
MOVED_SIGHTINGS = 3  # permanent redirects in a row until the stored address changes
ROBOTS_FRESH_S = 24 * 3600  # RFC 9309: no longer than a day
ROBOTS_RETRY_S = 3600  # after a robots.txt that could not be had

# Parser processes
PARSER_CPU_S_MAX = 10  # for one document; the slowest honest page takes under 2
PARSER_WALL_S_MAX = 40.0  # for one document, when two cores are shared by many
PARSER_MEMORY_BYTES_MAX = 700_000_000  # above what the process has at its start
PARSER_REPLY_BYTES_MAX = 60_000_000  # a reply is never larger than a few times the largest document
PARSER_DOCUMENTS_MAX = 2_000  # then a fresh process: leaks in C libraries stay small
PARSER_RESIDENT_BYTES_MAX = 250_000_000  # a process that has grown past this is replaced after its document
PARSERS = 2

# Pictures
IMAGE_PIXELS_MAX = 40_000_000  # decoded; a bomb of 10 KB can claim a gigapixel
IMAGE_WIDTH_MAX = 1104  # twice the 552 px of a lead picture in the mail
IMAGE_HEIGHT_MAX = 2208  # a strip chart, not a wallpaper roll
IMAGE_SIDE_MIN = 16  # smaller ones are counting pixels
IMAGE_QUALITY = 82  # JPEG; above it bytes grow faster than anyone sees
IMAGE_OUT_BYTES_MAX = 400_000  # of one hosted picture; re-encoded harder until it fits

GATHER_THREADS = 32  # sources looked after at once; nearly all of them wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """How long one request may take, in seconds."""

    connect_s: float = CONNECT_S
    read_s: float = READ_S
    total_s: float = TOTAL_S
