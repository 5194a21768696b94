package io.catena.server.rpc.outbound;

/** A call to another node has got no answer. */
public final class PeerCallException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean mayHaveBeenDone;
    private final boolean tooMuch;

    PeerCallException(String message, boolean mayHaveBeenDone) {
        this(message, mayHaveBeenDone, false);
    }

    private PeerCallException(String message, boolean mayHaveBeenDone, boolean tooMuch) {
        super(message);
        this.mayHaveBeenDone = mayHaveBeenDone;
        this.tooMuch = tooMuch;
    }

    /** The request was not sent because too much is under way. */
    static PeerCallException tooMuch(String message) {
        return new PeerCallException(message, false, true);
    }

    /** False if the request certainly has not reached the other node and never will. */
    public boolean mayHaveBeenDone() {
        return mayHaveBeenDone;
    }

    /** Whether the request was not sent because too much is under way. */
    public boolean isTooMuch() {
        return tooMuch;
    }
}
