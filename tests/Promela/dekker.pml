/* Dekker's lock (Dijkstra 1965), endless rounds. */
#define THREADS 2
#define LOCATIONS 3
#define FLAG(i) (i)
#define TURN 2
#include "tso.pml"

proctype Party(byte me)
{
    byte x;
    byte other = 1 - me;
    do
    :: wants[me] = true;
       store(me, FLAG(me), 1);
       fence(me);
       do
       :: load(me, FLAG(other), x);
          if
          :: x == 0 -> break
          :: else ->
             load(me, TURN, x);
             if
             :: x == me
             :: else ->
                store(me, FLAG(me), 0);
                do :: load(me, TURN, x); if :: x == me -> break :: else fi od;
                store(me, FLAG(me), 1);
                fence(me)
             fi
          fi
       od;
       x = 0;
       enter(me);
       leave(me);
       store(me, TURN, other);
       store(me, FLAG(me), 0)
    od
}

init { atomic { run WriteBack(0); run WriteBack(1); run Party(0); run Party(1) } }

ltl nobody_starves { [] (wants[0] -> <> isIn[0]) }
