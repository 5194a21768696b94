package io.catena.client;

/**
 * One call of the application: what it asks, how far it has got, how it ended. It ends once, by an answer, by an error or
 * by being given up; being given up may happen while a leader still waits for the reply, which then comes to nothing.
 *
 * <p>Guards itself. A leader brackets each attempt with {@link #begin} and one of {@link #answered}, {@link #refused},
 * {@link #failed}.
 *
 * @param <W> the wire's answer
 * @param <R> what the application gets
 */
abstract class Operation<W, R> {
    final Deadline deadline;
    private final long timeoutMillis;
    private final Caller caller;

    private boolean inFlight;
    private volatile boolean done;
    /** The current attempt has ended; another may follow. Read by the waiting thread without the lock. */
    private volatile boolean attemptOver;
    /** Valid when done; null if the operation failed. */
    private W answer;
    /** Valid when done; null if there is an answer. */
    private Ending ending;
    /** Some attempt may have taken effect. Never falls back to false: a later refusal says nothing of an earlier attempt. */
    private boolean maybeDone;
    /** What tells most of why attempts failed that certainly did nothing: the latest, as a rule. */
    private Problem problem;
    /** Why the outcome of an attempt is not known, the latest such; null if all attempts certainly did nothing. */
    private Problem doubt;

    private int failedAttempts;

    Operation(Caller caller, long timeoutMillis) {
        this.caller = caller;
        this.timeoutMillis = timeoutMillis;
        this.deadline = Deadline.afterMillis(timeoutMillis);
    }

    /** What it adds to a batch. */
    abstract int batchBytes();

    /** A read has none, so that an attempt without an answer never matters. */
    abstract boolean hasEffects();

    abstract R translate(W wireAnswer);

    /** Done, and no leader has it in hand any more: called once. */
    abstract void settled();

    final Thread waitingThread() {
        return caller.thread();
    }

    final boolean isDone() {
        return done;
    }

    final boolean isAttemptOver() {
        return attemptOver || done;
    }

    final synchronized int failedAttempts() {
        return failedAttempts;
    }

    final synchronized boolean maybeDone() {
        return maybeDone;
    }

    /** Before it is queued. */
    final void newAttempt() {
        attemptOver = false;
    }

    /** A leader takes it into a batch; false if it has been given up. */
    final synchronized boolean begin() {
        if (done) {
            return false;
        }
        inFlight = true;
        return true;
    }

    final void answered(W wireAnswer) {
        end(wireAnswer, null);
    }

    /** For good. */
    final void refused(Ending how) {
        end(null, how);
    }

    /** Perhaps not for good. Also for an operation that no leader had begun. */
    final void failed(Problem why, boolean mayBeDone) {
        boolean wasInFlight;
        boolean over;
        synchronized (this) {
            wasInFlight = inFlight;
            inFlight = false;
            if (mayBeDone && hasEffects()) {
                maybeDone = true;
                doubt = why;
            } else if (tellsMore(why)) {
                problem = why;
            }
            failedAttempts++;
            attemptOver = true;
            over = done;
        }
        if (!over) {
            caller.attemptFailed(this);
        } else if (wasInFlight) {
            settled();
        }
    }

    /** An attempt that the deadline cut short before anything was done says nothing of the chain, unlike a server's word. */
    private boolean tellsMore(Problem why) {
        return problem == null || problem.reason() == null || why.reason() != null || !deadline.hasPassed();
    }

    /** Why no attempt is made for a while; a server's own word before it tells more. */
    final synchronized void notTried(Problem why) {
        if (why != null && (problem == null || problem.reason() == null)) {
            problem = why;
        }
    }

    private void end(W wireAnswer, Ending how) {
        boolean first;
        synchronized (this) {
            inFlight = false;
            first = finish(wireAnswer, how);
        }
        settled();
        if (first) {
            caller.done(this);
        }
    }

    /** Ends it now, if it has not ended; an attempt under way goes on without it. */
    final void giveUp(Ending.GivenUp why) {
        boolean settledNow;
        synchronized (this) {
            boolean inDoubt = maybeDone || inFlight && hasEffects();
            Ending how =
                    inDoubt ? Ending.unknown(why, timeoutMillis, doubt) : Ending.notDone(why, timeoutMillis, problem);
            if (!finish(null, how)) {
                return;
            }
            settledNow = !inFlight;
        }
        if (settledNow) {
            settled();
        }
        caller.done(this);
    }

    /** By the leader that has it in hand: its attempt failed, and no other is made. */
    final void abandoned(Ending.GivenUp why, boolean mayBeDone) {
        boolean over;
        synchronized (this) {
            inFlight = false;
            maybeDone = maybeDone || mayBeDone && hasEffects();
            over = done;
        }
        if (over) {
            settled();
        } else {
            giveUp(why);
        }
    }

    private boolean finish(W wireAnswer, Ending how) {
        if (done) {
            return false;
        }
        answer = wireAnswer;
        ending = how;
        done = true;
        attemptOver = true;
        return true;
    }

    /** @throws CatenaException if it failed */
    final R result() {
        if (ending != null) {
            throw ending.exception();
        }
        return translate(answer);
    }
}
