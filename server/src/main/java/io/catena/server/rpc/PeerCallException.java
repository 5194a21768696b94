package io.catena.server.rpc;

/** A call to another node that got no answer. */
public final class PeerCallException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean mayHaveBeenDone;

    PeerCallException(String message, boolean mayHaveBeenDone) {
        super(message);
        this.mayHaveBeenDone = mayHaveBeenDone;
    }

    /** False if the request certainly did not reach the other node and never will. */
    public boolean mayHaveBeenDone() {
        return mayHaveBeenDone;
    }
}
