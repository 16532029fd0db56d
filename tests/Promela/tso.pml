/* Total store order: each thread has a first-in-first-out store buffer that a process of its own writes back.
   The model including this defines THREADS and LOCATIONS. -DNOFENCE leaves the full fences out. */
#define ROOM 4
#define AT(i, a) ((i) * LOCATIONS + (a))

byte mem[LOCATIONS];
byte newest[THREADS * LOCATIONS];     /* the newest buffered value of a thread for a location ... */
byte buffered[THREADS * LOCATIONS];   /* ... and how many it has buffered */
chan buffer[THREADS] = [ROOM] of { byte, byte };

inline store(i, a, v) { atomic { buffer[i] ! a, v; newest[AT(i, a)] = v; buffered[AT(i, a)]++ } }

inline load(i, a, x)
{
    atomic { if :: buffered[AT(i, a)] > 0 -> x = newest[AT(i, a)] :: else -> x = mem[a] fi }
}

#ifdef NOFENCE
#define fence(i) skip
#else
#define fence(i) empty(buffer[i])
#endif

proctype WriteBack(byte i)
{
    byte a, v;
end:
    do
    :: atomic { buffer[i] ? a, v -> mem[a] = v; buffered[AT(i, a)]--; a = 0; v = 0 }
    od
}

/* Who is inside, and who wants to be. */
byte inside;
bool wants[THREADS];
bool isIn[THREADS];

inline enter(i) { atomic { wants[i] = false; isIn[i] = true; inside++; assert(inside == 1) } }
inline leave(i) { atomic { isIn[i] = false; inside-- } }
