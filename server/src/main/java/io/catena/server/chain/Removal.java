package io.catena.server.chain;

/**
 * Which replica lost its place in a chain, and why; for people, and so that the removed replica can say it (H11). No
 * decision rests on it.
 *
 * @param nodeId the node that lost its place
 * @param life its life that was removed
 * @param epoch the first epoch without it
 * @param by the id of the node whose controller decided; empty if unknown
 * @param why the reason in words
 */
public record Removal(String nodeId, long life, long epoch, String by, String why) {
    /** Whether it was this life of the node. */
    public boolean isOf(Member member) {
        return member.is(nodeId, life);
    }

    /** As a sentence without its subject. */
    public String words() {
        return "was removed in epoch " + epoch + (by.isEmpty() ? "" : " by the controller on " + by) + ": " + why;
    }
}
