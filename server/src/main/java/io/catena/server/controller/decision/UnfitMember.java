package io.catena.server.controller.decision;

/**
 * A member, or the joining replica, that lives and is to be removed if it may be.
 *
 * @param why decides which others may be removed with the same change
 */
public record UnfitMember(String nodeId, Why why) {

    /** The reasons, the most urgent first. */
    public enum Why {
        /** It answers neither its neighbours nor the controller: it hangs, or is cut off (H4). All such go at once. */
        SILENT("answers neither its neighbours nor the controller"),
        /** It and a neighbour do not hear each other (H5). Of all these one goes, since that may repair the rest. */
        CUT_OFF("is cut off from a neighbour"),
        /** Its disk hangs, or it is far slower than all others (H8, H9). One at a time. */
        SLOW("is far slower than the others"),
        /** It answers, but does not register although others do: it is cut off from ZooKeeper (H17). One at a time. */
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
