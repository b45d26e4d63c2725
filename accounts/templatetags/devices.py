"""What a page calls the browser of a session."""

from django import template

from accounts.known_devices import device_name

register = template.Library()
register.filter("device", device_name)
