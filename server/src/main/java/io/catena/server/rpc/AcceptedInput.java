package io.catena.server.rpc;

/** What comes on a connection that was accepted, up to the point at which it can be handed on. On the event loop. */
public interface AcceptedInput extends PartialInput {
    /** All that comes is handed on at once, and there is no handshake. */
    AcceptedInput PLAIN = new AcceptedInput() {
        @Override
        public int bufferedBytes() {
            return 0;
        }

        @Override
        public long waitingNanos(long nowNanos) {
            return 0;
        }

        @Override
        public boolean hasBegun() {
            return false;
        }
    };

    /** Whether something of its handshake has been computed. */
    boolean hasBegun();
}
