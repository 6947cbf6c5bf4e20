# SPDX-License-Identifier: MIT
"""fetch.py URL FILE: what a player would do. Trusts the certificate file named by TCVOD_CA_FILE."""

import os
import shutil
import ssl
import sys
import urllib.request

url, path = sys.argv[1:]
trust = ssl.create_default_context(cafile=os.environ.get("TCVOD_CA_FILE"))
no_proxy = urllib.request.ProxyHandler({})
opener = urllib.request.build_opener(no_proxy, urllib.request.HTTPSHandler(context=trust))
with opener.open(url, timeout=30) as answer, open(path, "wb") as output:
    shutil.copyfileobj(answer, output)
