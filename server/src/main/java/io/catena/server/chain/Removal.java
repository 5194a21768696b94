package io.catena.server.chain;

/**
 * Who lost its place in a chain, and why; for people, and so that whoever was removed can say it. No rule rests on it.
 *
 * @param nodeId whose place it was
 * @param incarnation the life that was removed
 * @param epoch the first epoch without it
 * @param by the id of the node whose controller decided; empty if it was not said
 * @param why the reason in words
 */
public record Removal(String nodeId, long incarnation, long epoch, String by, String why) {
    /** Whether it was this life of the node. */
    public boolean isOf(Member member) {
        return member.is(nodeId, incarnation);
    }

    /** As a sentence without its subject. */
    public String words() {
        return "was removed in epoch " + epoch + (by.isEmpty() ? "" : " by the controller on " + by) + ": " + why;
    }
}
