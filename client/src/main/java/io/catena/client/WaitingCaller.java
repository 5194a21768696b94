package io.catena.client;

import java.util.concurrent.locks.LockSupport;

/** A call whose own thread waits for it and makes the attempts. */
final class WaitingCaller<W, R, O extends PendingOperation<W, R>> implements Caller, WaitingRoom.Guest {
    private final BatchQueues<W, O> queues;
    private final CallAdmission callAdmission;
    private final WaitingRoom room;
    private final Thread thread = Thread.currentThread();
    private volatile boolean mayGoOn;
    /** Null: not all servers refuse. */
    private volatile Problem refusal;

    WaitingCaller(BatchQueues<W, O> queues, CallAdmission callAdmission, WaitingRoom room) {
        this.queues = queues;
        this.callAdmission = callAdmission;
        this.room = room;
    }

    R run(O operation) {
        while (!operation.isDone()) {
            if (!giveUp(operation)) {
                if (room.enter(this)) {
                    waitForAServer(operation);
                }
                attempt(operation);
            }
        }
        return operation.result();
    }

    /** @return false if there is no reason to wait */
    private boolean giveUp(O operation) {
        if (callAdmission.isClosed()) {
            operation.giveUp(Ending.GivenUp.CLOSED);
        } else if (thread.isInterrupted()) {
            operation.giveUp(Ending.GivenUp.INTERRUPTED);
        } else if (refusal != null) {
            operation.refusedByAll(refusal);
        } else if (operation.deadline.hasPassed()) {
            operation.giveUp(Ending.GivenUp.DEADLINE);
        } else {
            return false;
        }
        return true;
    }

    private void waitForAServer(O operation) {
        operation.notTried(room.why());
        park(operation.deadline, true);
        room.leave(this);
        mayGoOn = false;
    }

    private void attempt(O operation) {
        if (giveUp(operation)) {
            return;
        }
        queues.batchQueue(operation).run(operation);
        if (!operation.isDone()) {
            pause(operation);
        }
    }

    private void pause(O operation) {
        long nanos = Backoff.nanos(operation.failedAttempts(), operation.deadline);
        if (nanos == 0) {
            operation.giveUp(Ending.GivenUp.DEADLINE);
            return;
        }
        park(new Deadline(System.nanoTime() + nanos), false);
    }

    private void park(Deadline end, boolean wakeable) {
        while (!end.hasPassed() && !thread.isInterrupted() && !callAdmission.isClosed() && !(wakeable && mayGoOn)) {
            LockSupport.parkNanos(this, end.remainingNanos());
        }
    }

    @Override
    public void goOn() {
        mayGoOn = true;
        LockSupport.unpark(thread);
    }

    @Override
    public void refused(Problem why) {
        refusal = why;
        goOn();
    }

    @Override
    public void done(PendingOperation<?, ?> operation) {
        wake();
    }

    @Override
    public void attemptFailed(PendingOperation<?, ?> operation) {
        wake();
    }

    private void wake() {
        if (thread != Thread.currentThread()) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public Thread thread() {
        return thread;
    }
}
