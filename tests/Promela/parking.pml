/* Park and unpark of the ticket lock: a waiter announces itself, looks again and sleeps; who leaves moves on and looks for
   sleepers. A lost wake-up is a state in which nothing moves and somebody sleeps: an invalid end state. */
#define THREADS 2
#define LOCATIONS 4
#define ROUNDS 2
#define SERVING 0
#define PARKED 1
#define MONITOR 2
#define PULSES 3
#include "tso.pml"

byte next;

inline monitorEnter(i) { atomic { empty(buffer[i]) && mem[MONITOR] == 0 -> mem[MONITOR] = 1 } }

/* A release store: all that is promised of leaving a monitor. */
inline monitorExit(i) { store(i, MONITOR, 0) }

proctype Party(byte me)
{
    byte x, seen, mine, round;
    do
    :: round == ROUNDS -> break
    :: else ->
       round++;
       wants[me] = true;
       atomic { empty(buffer[me]) -> mine = next; next++ }
       load(me, SERVING, x);
       if
       :: x == mine
       :: else ->
          monitorEnter(me);
          load(me, PARKED, x);
          store(me, PARKED, x + 1);
          fence(me);
          do
          :: load(me, SERVING, x);
             if :: x == mine -> break :: else fi;
             load(me, PULSES, seen);
             monitorExit(me);
             mem[PULSES] != seen;
             monitorEnter(me)
          od;
          load(me, PARKED, x);
          store(me, PARKED, x - 1);
          monitorExit(me)
       fi;
       enter(me);
       leave(me);
       atomic { empty(buffer[me]) -> mem[SERVING] = mem[SERVING] + 1 }
       load(me, PARKED, x);
       if
       :: x == 0
       :: else ->
          monitorEnter(me);
          load(me, PULSES, x);
          store(me, PULSES, x + 1);
          monitorExit(me)
       fi;
       x = 0; seen = 0; mine = 0
    od
}

init { atomic { run WriteBack(0); run WriteBack(1); run Party(0); run Party(1) } }
