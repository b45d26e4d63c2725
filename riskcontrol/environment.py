"""The environment, with `.env` read once; `env` is the only way settings come in from outside."""

import os
from pathlib import Path

import environ

BASE = Path(__file__).resolve().parent.parent

env = environ.Env()
if os.environ.get("RISKCONTROL_IGNORE_ENV_FILE") != "1":
    env.read_env(BASE / ".env")
