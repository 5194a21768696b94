package io.catena.server.access;

/**
 * One line of the rules.
 *
 * @param principal the name of whom it speaks
 * @param operator whether it makes the principal an operator; then it grants no keys
 * @param read whether the keys may be read
 * @param write whether the keys may be written
 * @param keys null if it grants no keys
 */
record Grant(String principal, boolean operator, boolean read, boolean write, KeyRange keys) {
    @Override
    public String toString() {
        return operator
                ? "the role of an operator"
                : (read && write ? "read and write" : read ? "read" : "write") + " of " + keys;
    }
}
