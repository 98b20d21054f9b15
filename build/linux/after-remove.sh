#!/bin/bash
# Runs as root after the package was removed, and also when a newer version has taken its place: dpkg then says `upgrade`,
# rpm the number of versions that remain. What the new version has made must stay then.

case "$1" in
  upgrade | failed-upgrade | abort-* | 1) exit 0 ;;
esac

rm -f '/usr/bin/${executable}'

profile='/etc/apparmor.d/${executable}'
if [ -f "$profile" ]; then
  if apparmor_status --enabled >/dev/null 2>&1 && ! { [ -x /usr/bin/ischroot ] && /usr/bin/ischroot; }; then
    apparmor_parser --remove "$profile" || true
  fi
  rm -f "$profile"
fi
exit 0
