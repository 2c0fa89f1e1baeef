#!/bin/sh
# Ready means: the first sync since the start is done, and the dataset is loaded. A link that is lost later is a matter
# of health and never takes the pod out of its Services, so from then on any answer will do.
#
# And where the operator has lost its passwords or the authority and made others, it can't tell the server any more, and
# nobody else can: so this does.
set -u

run=/run/redis
secret=/etc/redis/secret
tls=/etc/redis/tls

for product in valkey redis; do
  if command -v "$product-cli" >/dev/null 2>&1; then
    cli=$product-cli
    break
  fi
done

system_users() {
  while read -r word name state hash rules; do
    case $name in
      higherself-operator | higherself-replication) printf '%s %s ' "$name" "$hash" ;;
    esac
  done <"$1"
}

# Logs in by the password that the server started with; by the new one where somebody told the server already.
load() {
  for password in "$run/replication-password" "$secret/replication-password"; do
    REDISCLI_AUTH=$(cat "$password")
    export REDISCLI_AUTH
    if [ "$("${cli:?no redis-cli in the image}" -s "$run/redis.sock" --user higherself-replication \
      --no-auth-warning ACL LOAD 2>/dev/null)" = OK ]; then
      return 0
    fi
  done
  return 1
}

# Puts other passwords of the system users in force, without a restart.
passwords() {
  if [ "$(system_users "$users")" = "$(system_users "$run/users.acl")" ]; then
    return 0
  fi
  cat "$run/users.acl" >"$run/users.before"
  cat "$users" >"$run/users.acl"
  if load; then
    cat "$secret/replication-password" >"$run/replication-password"
    return 0
  fi
  # Tried again at the next probe.
  cat "$run/users.before" >"$run/users.acl"
  return 1
}

# An authority is followed by one that is trusted beside it. One that has nothing to do with the last means that this was
# lost: nobody can trust what the server serves, and only a start makes it serve another certificate. It saves its
# dataset before it ends.
authority() {
  [ -e "$run/ca.crt" ] || return 0
  before=$(tr -d '\n' <"$run/ca.crt")
  now=$(tr -d '\n' <"$tls/ca.crt")
  case $now in
    *"${before%%-----END*}"*) ;;
    *)
      case $before in
        *"${now%%-----END*}"*) ;;
        *)
          kill -TERM "$(cat "$run/pid")"
          exit 1
          ;;
      esac
      ;;
  esac
  cat "$tls/ca.crt" >"$run/ca.crt"
}

if [ -e "$run/users.source" ]; then
  read -r users <"$run/users.source"
  if [ "$users" -nt "$run/looked" ] || [ "$tls/ca.crt" -nt "$run/looked" ]; then
    umask 077
    : >"$run/looking"
    if passwords && authority; then
      mv "$run/looking" "$run/looked"
    fi
  fi
fi

if [ -e "$run/synced" ]; then
  [ -n "$("${cli:?no redis-cli in the image}" -s "$run/redis.sock" PING 2>/dev/null)" ]
  exit
fi

# By the environment and not by an argument, which every process of the machine could read.
REDISCLI_AUTH=$(cat "$secret/replication-password")
export REDISCLI_AUTH

as_replication() {
  "${cli:?no redis-cli in the image}" -s "$run/redis.sock" --user higherself-replication --no-auth-warning "$@" 2>/dev/null
}

# Waits until the server is a primary, or a replica whose sync is done: for eight seconds. One client asks all the time,
# for to start one for each question takes more of the processor than the server does, and pods that start wait together.
wait_for_role() {
  as_replication -r 80 -i 0.1 ROLE | {
    while read -r line; do
      case $line in
        master) exit 0 ;;
        slave)
          read -r _ && read -r _ && read -r link
          [ "$link" = connected ] && exit 0
          ;;
      esac
    done
    exit 1
  }
}

# Asked a few times within one probe: a server that has just started is Ready as soon as it serves, and not only when
# the next probe comes.
tries=0
while [ "$tries" -lt 30 ]; do
  # PING is refused while loading, ROLE is not.
  answer=$(printf 'PING\nROLE\n' | as_replication | tr '\n' ' ')
  case $answer in
    "PONG master "* | "PONG slave "*" connected "*)
      : >"$run/synced"
      exit 0
      ;;
    *" slave "*) wait_for_role || exit 1 ;;
    *) sleep 0.2 ;;
  esac
  tries=$((tries + 1))
done
exit 1
