#!/bin/sh
# Says which server the image holds, before it is started: "redis 7.0.15" or "valkey 8.0.1" as the container's
# termination message, or one line that says why there is none.
set -eu

report() {
  printf '%s' "$1" >/dev/termination-log
}

for product in valkey redis; do
  if command -v "$product-server" >/dev/null 2>&1; then
    line=$("$product-server" --version 2>&1) || {
      report "$product-server --version failed: $line"
      exit 1
    }
    version=${line#*v=}
    version=${version%% *}
    case $version in
      [0-9]*.[0-9]*) ;;
      *)
        report "$product-server --version printed no version: $line"
        exit 1
        ;;
    esac
    report "$product $version"
    printf '%s %s\n' "$product" "$version" >/run/redis/version
    exit 0
  fi
done
report "the image holds neither redis-server nor valkey-server"
exit 1
