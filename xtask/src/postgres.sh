# Keeps one private PostgreSQL from its making to its removal.
#
#   sh postgres.sh FOLDER BIN PORT
#
# FOLDER exists, is empty and ours; BIN holds initdb, pg_ctl and psql. Says `ready` on standard output once the
# database answers, then waits for the end of its standard input. That end comes however the process that holds
# the other side of the pipe ended, killed without a word too, and with it the server stops and FOLDER goes.
set -eu
folder=$1 bin=$2 port=$3
cd /
umask 077

put_away() {
    trap '' HUP INT TERM
    # Nobody reads these tables again, so there is nothing to write down first.
    "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || :
    rm -rf "$folder"
    rmdir "$(dirname "$folder")" 2>/dev/null || :
}
trap put_away EXIT
trap 'exit 1' HUP INT TERM

# What stayed behind when the machine was switched off under an earlier one.
for other in "$(dirname "$folder")"/*/data/postmaster.pid; do
    [ -f "$other" ] || continue
    pid=$(head -n 1 "$other")
    [ -n "$pid" ] || continue
    # initdb writes its own with a minus before it.
    kill -0 "${pid#-}" 2>/dev/null || rm -rf "${other%/data/postmaster.pid}"
done

# Letters by Unicode and order by code point, as in SQLite.
if ! "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync \
    >"$folder/initdb.log" 2>&1; then
    cat "$folder/initdb.log" >&2
    exit 1
fi

# Over the network only the role of the tests: whoever else works on this machine reaches tables of made-up
# people at worst, and no superuser, who could start programs. The socket of the superuser lies in our folder.
cat >"$folder/data/pg_hba.conf" <<END
local all all trust
host all rathaus 127.0.0.1/32 trust
END
# Speed instead of safety from a power cut; and the time zone of the servers it will run on, so that a query
# that leans on the zone of the server is seen.
cat >>"$folder/data/postgresql.conf" <<END
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$folder'
max_connections = 500
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
timezone = 'Europe/Berlin'
END
if ! "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -t 60 -w start >/dev/null 2>&1; then
    cat "$folder/log" >&2
    exit 1
fi

# No superuser and no right to pass over row security: what keeps tenants apart must hold for this role.
"$bin/psql" -X -q -h "$folder" -p "$port" -U postgres -d postgres -v ON_ERROR_STOP=1 \
    -c 'CREATE ROLE rathaus LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS' \
    -c 'CREATE DATABASE rathaus OWNER rathaus' >&2

echo ready
# To the end of the input, whatever stands in it.
while read -r _; do :; done
