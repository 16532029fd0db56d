/* Peterson's lock (1981), endless rounds. */
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
       store(me, TURN, other);
       fence(me);
       do
       :: load(me, FLAG(other), x);
          if :: x == 0 -> break :: else fi;
          load(me, TURN, x);
          if :: x == me -> break :: else fi
       od;
       x = 0;
       enter(me);
       leave(me);
       store(me, FLAG(me), 0)
    od
}

init { atomic { run WriteBack(0); run WriteBack(1); run Party(0); run Party(1) } }

ltl nobody_starves { [] (wants[0] -> <> isIn[0]) }
