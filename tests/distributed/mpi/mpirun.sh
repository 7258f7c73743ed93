#!/bin/sh
# mpirun.sh MPIRUN RANKS PROGRAM [ARGUMENT...]: runs a program as several ranks on this machine, of Open MPI also as root
# and on fewer processors. Says that it is skipped where mpirun cannot start anything.
mpirun=$1 ranks=$2
shift 2
options="-n $ranks"
case $("$mpirun" --version 2>&1) in
*"Open MPI"* | *OpenRTE* | *PRRTE*) options="$options --allow-run-as-root --oversubscribe --bind-to none" ;;
esac
if ! "$mpirun" $options true >/dev/null 2>&1; then
    echo "skipped: $mpirun cannot start $ranks ranks on this machine"
    exit 77
fi
DIAPIR_TEST_RANKS=$ranks exec "$mpirun" $options "$@"
