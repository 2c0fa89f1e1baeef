#!/bin/sh
# Ready means: the first sync since the start is done, and the dataset is loaded. A link that is lost later is a matter
# of health and never takes the pod out of its Services, so from then on any answer will do.
set -u

run=/run/redis

for product in valkey redis; do
  if command -v "$product-cli" >/dev/null 2>&1; then
    cli=$product-cli
    break
  fi
done

if [ -e "$run/synced" ]; then
  [ -n "$("${cli:?no redis-cli in the image}" -s "$run/redis.sock" PING 2>/dev/null)" ]
  exit
fi

# By the environment and not by an argument, which every process of the machine could read.
REDISCLI_AUTH=$(cat /etc/redis/secret/replication-password)
export REDISCLI_AUTH

# Asked a few times within one probe: a server that has just started is Ready as soon as it serves, and not only when
# the next probe comes.
tries=0
while [ "$tries" -lt 20 ]; do
  # PING is refused while loading, ROLE is not.
  answer=$(printf 'PING\nROLE\n' | "${cli:?no redis-cli in the image}" -s "$run/redis.sock" \
    --user higherself-replication --no-auth-warning 2>/dev/null | tr '\n' ' ')
  case $answer in
    "PONG master "*)
      : >"$run/synced"
      exit 0
      ;;
    "PONG slave "*" connected "*)
      : >"$run/synced"
      exit 0
      ;;
  esac
  tries=$((tries + 1))
  sleep 0.2
done
exit 1
