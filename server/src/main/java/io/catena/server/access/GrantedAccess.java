package io.catena.server.access;

import java.util.Optional;
import java.util.function.Supplier;

/** What the rules grant that are in force at the moment of the question. */
public final class GrantedAccess implements Access {
    private static final String SEE = " (docs/security.md)";

    private final Supplier<AccessRules> rules;

    public GrantedAccess(Supplier<AccessRules> rules) {
        this.rules = rules;
    }

    @Override
    public boolean isEnforced() {
        return true;
    }

    @Override
    public Optional<String> toRead(Principal principal, byte[] key) {
        return unless(rules.get().mayRead(principal, key), principal, "read", key);
    }

    @Override
    public Optional<String> toWrite(Principal principal, byte[] key) {
        return unless(rules.get().mayWrite(principal, key), principal, "write", key);
    }

    private static Optional<String> unless(boolean may, Principal principal, String verb, byte[] key) {
        return may
                ? Optional.empty()
                : refusal(
                        principal,
                        verb + " key " + KeyRange.words(key),
                        "needs a grant of " + verb + " for it; an operator gives it with 'catena access set'");
    }

    @Override
    public Optional<String> toOperate(Principal principal, String what) {
        return rules.get().isOperator(principal)
                ? Optional.empty()
                : refusal(principal, what, "needs the role of an operator");
    }

    @Override
    public Optional<String> toInspect(Principal principal) {
        return principal.nodeId().isPresent() ? Optional.empty() : toOperate(principal, "see how the cluster does");
    }

    @Override
    public Optional<String> toCall(Principal principal) {
        return principal.isKnown()
                ? Optional.empty()
                : refusal(
                        principal,
                        "call anything",
                        "needs to show a certificate of the cluster's authority, or to call authenticate with a token");
    }

    @Override
    public Optional<String> toSpeakFor(Principal principal, String nodeId) {
        return principal.nodeId().filter(nodeId::equals).isPresent()
                ? Optional.empty()
                : refusal(
                        principal,
                        "speak for node " + nodeId,
                        "needs a certificate with the name " + Principal.ofNode(nodeId));
    }

    @Override
    public Optional<String> toPassOn(Principal principal) {
        return principal.nodeId().isPresent()
                ? Optional.empty()
                : refusal(principal, "pass on calls of others", "needs the certificate of a node");
    }

    private static Optional<String> refusal(Principal principal, String what, String needs) {
        return Optional.of(principal + " may not " + what + ": it " + needs + SEE);
    }
}
