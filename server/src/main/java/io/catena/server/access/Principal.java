package io.catena.server.access;

import io.catena.server.chain.Escaped;
import java.util.Optional;

/**
 * Who is at the other end of a connection. The name is what the authority that signed its certificate says, or what the
 * node's token file says. Two kinds of names carry a role by themselves, since no rules are known while a cluster is made:
 * {@code node:ID} is the node with that id, and {@code operator:NAME} is an operator.
 *
 * @param name empty for a caller that has not said who it is
 */
public record Principal(String name) {
    /** The longest name. */
    public static final int MAX_CHARACTERS = 256;

    /** A caller that has not said who it is. */
    public static final Principal NOBODY = new Principal("");

    private static final String NODE = "node:";
    private static final String OPERATOR = "operator:";

    /** @throws IllegalArgumentException if nobody may have that name */
    public Principal {
        if (!name.isEmpty() && !isName(name)) {
            throw new IllegalArgumentException("'" + Escaped.of(name) + "' is no name of a principal: " + RULE);
        }
    }

    /** What a name needs, as a clause. */
    public static final String RULE = "it needs 1 to " + MAX_CHARACTERS + " printable characters without spaces";

    /** Of the node with this id. */
    public static Principal ofNode(String nodeId) {
        return new Principal(NODE + nodeId);
    }

    /** Whether a principal may have that name. */
    public static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= MAX_CHARACTERS
                && Escaped.isPlain(name)
                && name.chars().noneMatch(Character::isSpaceChar);
    }

    /** Whether it has said who it is. */
    public boolean isKnown() {
        return !name.isEmpty();
    }

    /** The id of the node that it is; empty if it is none. */
    public Optional<String> nodeId() {
        return name.startsWith(NODE) && name.length() > NODE.length()
                ? Optional.of(name.substring(NODE.length()))
                : Optional.empty();
    }

    /** Whether its name alone makes it an operator. */
    boolean isOperatorByName() {
        return name.startsWith(OPERATOR) && name.length() > OPERATOR.length();
    }

    @Override
    public String toString() {
        return isKnown() ? "'" + name + "'" : "a caller that has not said who it is";
    }
}
