#!/bin/sh
# Puts together what this version of the server understands and starts it. Runs at every start of the container, so
# that a restarted one takes what has changed in the mounted files since.
set -eu
umask 077

# Process 1 ends on a signal only if it says so: without this, a pod that is deleted now would wait out its whole grace.
trap 'exit 143' TERM INT

config=/etc/redis/config
secret=/etc/redis/secret
tls=/etc/redis/tls
run=/run/redis
data=/data

read -r product version <"$run/version"

# Valkey began as Redis 7.2 and knows none of the directives that Redis got later.
compatible=$version
if [ "$product" = valkey ]; then
  compatible=7.2
fi
major=${compatible%%.*}
minor=${compatible#*.}
minor=${minor%%.*}

knows() {
  [ "$major" -gt "${1%%.*}" ] || { [ "$major" -eq "${1%%.*}" ] && [ "$minor" -ge "${1#*.}" ]; }
}

rm -f "$run/synced" "$run/ca.crt" "$run/redis.sock"
# From before anything is read: what changes later is newer.
: >"$run/looked"

cat "$config/redis.conf" >"$run/redis.conf"
for part in "$config"/since-*.conf; do
  [ -e "$part" ] || continue
  since=${part##*/since-}
  since=${since%.conf}
  if knows "$since"; then
    cat "$part" >>"$run/redis.conf"
  fi
done
cat "$config/operator.conf" >>"$run/redis.conf"

# A server reads its dataset from the append-only file where that is on, else from the snapshot. Where that was switched
# and the one was never written, it starts from the other, and the operator switches it as soon as it runs: a server
# that found nothing would begin empty and write that over what there is.
appendonly=no
saves=no
while read -r name value _; do
  case $name in
    appendonly) appendonly=$value ;;
    save) [ "$value" = '""' ] || saves=yes ;;
  esac
done <"$run/redis.conf"
log=
for file in "$data/appendonly.aof" "$data"/appendonlydir/*.manifest; do
  if [ -s "$file" ]; then
    log=$file
  fi
done
if [ "$appendonly" = yes ] && [ -z "$log" ] && [ -s "$data/dump.rdb" ]; then
  printf 'appendonly no\n' >>"$run/redis.conf"
elif [ "$appendonly" = no ] && [ -n "$log" ] && [ ! -e "$data/dump.rdb" ] && [ "$saves" = yes ]; then
  printf 'appendonly yes\n' >>"$run/redis.conf"
fi

if knows 7.0; then
  users=$secret/users-7.0.acl
else
  users=$secret/users-6.2.acl
fi
cat "$users" >"$run/users.acl"
# What ready.sh needs should passwords or authority ever be lost and made anew: where to look, what the server started
# with, and its number, which stays the same.
printf '%s\n' "$users" >"$run/users.source"
cat "$secret/replication-password" >"$run/replication-password"
if [ -e "$tls/ca.crt" ]; then
  cat "$tls/ca.crt" >"$run/ca.crt"
fi
printf '%s\n' "$$" >"$run/pid"

exec "$product-server" "$run/redis.conf"
