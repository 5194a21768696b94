package io.catena.client;

/**
 * One call of the application: what it asks, how far it is, how it ended. It ends once: by an answer, by an error or by being
 * given up. It may be given up while a leader still waits for the reply, which then changes nothing of it.
 *
 * <p>Thread-safe. A leader brackets each attempt with {@link #begin} and one of {@link #answered}, {@link #refused},
 * {@link #failed}.
 *
 * @param <W> the wire's answer
 * @param <R> what the application gets
 */
abstract class PendingOperation<W, R> {
    final Deadline deadline;
    private final long timeoutMillis;
    private final Caller caller;

    private boolean inFlight;
    private volatile boolean done;
    /** The current attempt has ended; another may follow. Read by the waiting thread without the lock. */
    private volatile boolean attemptOver;
    /** Valid if done; null if the operation failed. */
    private W answer;
    /** Valid if done; null if there is an answer. */
    private Ending ending;
    /** An attempt may have taken effect. Never set back to false: a later refusal says nothing of an earlier attempt. */
    private boolean maybeDone;
    /**
     * Of the problems of attempts that certainly did nothing, after the one in doubt if there is one: that which explains most,
     * as a rule the latest.
     */
    private Problem problem;
    /** The latest problem that leaves the outcome of an attempt unknown; null if all attempts certainly did nothing. */
    private Problem doubt;

    private int failedAttempts;
    /** Where the current attempt goes; null before the first one. */
    private volatile ChainRoute chain;
    /** Operations travel together only if this is the same; null as long as any company will do. */
    private volatile Object company;

    PendingOperation(Caller caller, long timeoutMillis) {
        this.caller = caller;
        this.timeoutMillis = timeoutMillis;
        this.deadline = Deadline.afterMillis(timeoutMillis);
    }

    abstract byte[] key();

    /** How many bytes it adds to a batch. */
    abstract int batchBytes();

    /** False for a read, of which an attempt without an answer does no harm. */
    abstract boolean hasEffects();

    abstract R translate(W wireAnswer);

    /** Called once, when the operation is done and no leader has it in hand. */
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

    final void travelWith(Object newCompany) {
        company = newCompany;
    }

    final Object company() {
        return company;
    }

    /** To be called before an attempt, for which its key has this chain as far as is known. */
    final void sendTo(ChainRoute route) {
        chain = route;
    }

    final ChainRoute chain() {
        return chain;
    }

    /** To be called before it is queued. */
    final void newAttempt() {
        attemptOver = false;
    }

    /** To be called by the leader that takes it into a batch. False if it has been given up. */
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

    /** The operation has failed, and no other attempt is made. */
    final void refused(Ending how) {
        end(null, how);
    }

    /** The attempt has failed, and the caller decides on another. Also for an operation that no leader had begun. */
    final void failed(Problem why, boolean mayBeDone) {
        boolean wasInFlight;
        boolean over;
        synchronized (this) {
            wasInFlight = inFlight;
            inFlight = false;
            if (mayBeDone && hasEffects()) {
                maybeDone = true;
                doubt = why;
                problem = null;
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

    /** The attempt was not made, because the operation is another chain's. To be called by the leader that has it in hand. */
    final void misdirected() {
        boolean over;
        synchronized (this) {
            inFlight = false;
            attemptOver = true;
            over = done;
        }
        if (over) {
            settled();
        } else {
            caller.attemptFailed(this);
        }
    }

    /** An attempt that the deadline ended before anything was done explains less than what went wrong before. */
    private boolean tellsMore(Problem why) {
        return problem == null || why.reason() != null || !deadline.hasPassed();
    }

    /** Notes why no attempt is made for a while; what a server said before explains more. */
    final synchronized void notTried(Problem why) {
        if (why != null && (problem == null || problem.reason() == null)) {
            problem = why;
        }
    }

    /** Ends the operation: no known server can be connected to, and to try again does not help. */
    final void refusedByAll(Problem why) {
        synchronized (this) {
            problem = why;
        }
        giveUp(Ending.GivenUp.NO_SERVER_BY_TLS);
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

    /** Ends the operation if it has not ended. An attempt under way goes on, without effect on the operation. */
    final void giveUp(Ending.GivenUp why) {
        boolean settledNow;
        synchronized (this) {
            boolean inDoubt = maybeDone || inFlight && hasEffects();
            Ending how = inDoubt
                    ? Ending.unknown(why, timeoutMillis, doubt, sinceTheDoubt())
                    : Ending.notDone(why, timeoutMillis, problem);
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

    /** Why servers refuse connections since then; null if they say what the doubt must not be mixed with. */
    private Problem sinceTheDoubt() {
        return doubt != null && problem != null && problem.isLasting() ? problem : null;
    }

    /** To be called by the leader that has it in hand: the attempt has failed, and no other is made. */
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

    /** @throws CatenaException if the operation failed */
    final R result() {
        if (ending != null) {
            throw ending.exception();
        }
        return translate(answer);
    }
}
