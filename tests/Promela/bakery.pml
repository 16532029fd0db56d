/* Lamport's bakery (1974), two parties. Numbers grow while both want in, so the rounds are counted. */
#define THREADS 2
#define LOCATIONS 4
#define ROUNDS 3
#define NUMBER(i) (i)
#define CHOOSING(i) (2 + (i))
#include "tso.pml"

proctype Party(byte me)
{
    byte x, mine, round;
    byte other = 1 - me;
    do
    :: round == ROUNDS -> break
    :: else ->
       round++;
       wants[me] = true;
       store(me, CHOOSING(me), 1);
       fence(me);
       load(me, NUMBER(other), x);
       mine = x + 1;
       store(me, NUMBER(me), mine);
       store(me, CHOOSING(me), 0);
       fence(me);
       do :: load(me, CHOOSING(other), x); if :: x == 0 -> break :: else fi od;
       do
       :: load(me, NUMBER(other), x);
          if
          :: x == 0 || x > mine || (x == mine && me < other) -> break
          :: else
          fi
       od;
       x = 0; mine = 0;
       enter(me);
       leave(me);
       store(me, NUMBER(me), 0)
    od
}

init { atomic { run WriteBack(0); run WriteBack(1); run Party(0); run Party(1) } }
