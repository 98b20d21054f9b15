#!/bin/bash
# Runs as root after the package was installed or upgraded. electron-builder fills in the macros.
# It is electron-builder's own script without what Afterword has no use for, and with the setuid helper of the sandbox
# on every system: a site may forbid user namespaces to ordinary users alone, which root cannot see by trying.
# Chromium prefers namespaces where they work.

ln -sf '/opt/${sanitizedProductName}/${executable}' '/usr/bin/${executable}'
chown root:root '/opt/${sanitizedProductName}/chrome-sandbox'
chmod 4755 '/opt/${sanitizedProductName}/chrome-sandbox'

if hash update-desktop-database 2>/dev/null; then
  update-desktop-database /usr/share/applications || true
fi

# Ubuntu from 24.04 on lets only programs with an AppArmor profile make user namespaces. Older versions of AppArmor
# cannot read the profile and do not need it.
profile='/etc/apparmor.d/${executable}'
source='/opt/${sanitizedProductName}/resources/apparmor-profile'
if apparmor_status --enabled >/dev/null 2>&1 && apparmor_parser --skip-kernel-load "$source" >/dev/null 2>&1; then
  cp -f "$source" "$profile"
  # In the image of a machine that does not run, nothing can be loaded.
  if ! { [ -x /usr/bin/ischroot ] && /usr/bin/ischroot; }; then
    apparmor_parser --replace --write-cache --skip-read-cache "$profile" || true
  fi
fi
exit 0
