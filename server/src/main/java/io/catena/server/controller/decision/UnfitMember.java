package io.catena.server.controller.decision;

/**
 * A member, or the joining replica, that lives and yet does the chain no good.
 *
 * @param why decides with whom together it may go
 */
public record UnfitMember(String nodeId, Why why) {

    /** What is the matter, in the order in which it is attended to. */
    public enum Why {
        /** It answers neither its neighbours nor the controller: it hangs, or is cut off. All such go at once. */
        SILENT("says nothing"),
        /** It and a neighbour do not hear each other. Of all these one goes, since that may mend the rest. */
        CUT_OFF("is cut off from a neighbour"),
        /** Its disk hangs, or it is far slower than all others. One at a time. */
        SLOW("is far slower than the others"),
        /** It answers, but does not register though others do: it is cut off from ZooKeeper. One at a time. */
        UNREGISTERED("is cut off from ZooKeeper"),
        /** It is no member, and its disk is nearly full, so that it could not become one (H12). */
        FULL("has a nearly full disk");

        private final String words;

        Why(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }
}
