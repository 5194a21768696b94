package io.catena.client;

/** The call was certainly not done. Repeating it is safe. */
public final class UnavailableException extends CatenaException {
    /** Why. */
    public enum Reason {
        /** No chain has been formed, or its last members are all gone. */
        NO_CHAIN,
        /** The membership is changing, or the right replica could not be reached. */
        CHANGING,
        /** Too many calls or bytes are waiting already, in the client or at the server. */
        OVERLOADED,
        /** The deadline passed before anything was done, and no server had said why. */
        DEADLINE,
        /**
         * No known server and this client come together by TLS, and to repeat the call does not help: the message says
         * what to change. See {@link CatenaClientBuilder#tls}.
         */
        TLS,
        /** The servers that were asked are shutting down. */
        STOPPING,
        /** The chain has fewer members than min-replicas asks for, and takes no writes. */
        TOO_FEW_MEMBERS,
        /** A member's disk is nearly full: the chain takes only deletes, or nothing; the message says which. */
        NO_SPACE,
        /** The calling thread was interrupted; its interrupt flag is set. */
        INTERRUPTED,
        /** The client was closed. */
        CLOSED
    }

    private final Reason reason;

    UnavailableException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
