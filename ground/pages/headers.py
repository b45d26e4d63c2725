"""The headers of every answer that browsers and proxies obey, beside those that Django sets itself."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

# The register asks a browser for none of these; a script that gets into a page by mistake shall not either.
POWERS = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media", "geolocation"),
    *("gyroscope", "hid", "idle-detection", "magnetometer", "microphone", "midi", "payment", "picture-in-picture"),
    *("screen-wake-lock", "serial", "usb", "xr-spatial-tracking"),
)
PERMISSIONS = ", ".join(f"{power}=()" for power in POWERS)


class HeadersMiddleware:
    """First of all, so that files and refusals carry them, too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Permitted-Cross-Domain-Policies", "none")
        # Only where somebody asked who it is: health and open pages need neither session nor database.
        user = getattr(request, "_cached_user", None)
        if user is not None and user.is_authenticated and "Cache-Control" not in response.headers:
            # Kept by the browser of the person, and asked again each time; by no proxy on the way.
            patch_cache_control(response, private=True, no_cache=True)
        return response
