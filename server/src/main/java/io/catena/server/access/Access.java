package io.catena.server.access;

import java.util.Optional;

/**
 * What a caller may do. Each question is answered with a sentence that names the caller, what it asked for and what it
 * would need; empty if it may do it. Any thread.
 */
public interface Access {
    /** Everybody may do everything: of a node that cannot tell callers apart. */
    Access OPEN = new Access() {
        @Override
        public boolean isEnforced() {
            return false;
        }

        @Override
        public Optional<String> toRead(Principal principal, byte[] key) {
            return Optional.empty();
        }

        @Override
        public Optional<String> toWrite(Principal principal, byte[] key) {
            return Optional.empty();
        }

        @Override
        public Optional<String> toOperate(Principal principal, String what) {
            return Optional.empty();
        }

        @Override
        public Optional<String> toInspect(Principal principal) {
            return Optional.empty();
        }

        @Override
        public Optional<String> toCall(Principal principal) {
            return Optional.empty();
        }

        @Override
        public Optional<String> toSpeakFor(Principal principal, String nodeId) {
            return Optional.empty();
        }

        @Override
        public Optional<String> toPassOn(Principal principal) {
            return Optional.empty();
        }
    };

    /** Whether callers are told apart at all. */
    boolean isEnforced();

    Optional<String> toRead(Principal principal, byte[] key);

    Optional<String> toWrite(Principal principal, byte[] key);

    /** @param what the request of an operator, as in "PRINCIPAL may not {@code what}" */
    Optional<String> toOperate(Principal principal, String what);

    /** To see how the node and the cluster do. */
    Optional<String> toInspect(Principal principal);

    /** To be listened to at all. */
    Optional<String> toCall(Principal principal);

    /** To send messages in the name of a node. */
    Optional<String> toSpeakFor(Principal principal, String nodeId);

    /** To pass on calls of other callers, and to say who they are. */
    Optional<String> toPassOn(Principal principal);
}
