package io.catena.server.node.replicas;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import java.util.List;

/** An epoch as a line of a node's log. */
final class EpochInWords {
    private static final int LOGGED_MEMBERS = 10;

    private EpochInWords() {}

    /** @param self the present life of this node */
    static String of(Configuration configuration, Member self) {
        return "chain " + configuration.chain() + ": epoch " + configuration.epoch() + ": " + members(configuration)
                + (configuration.joining() == null ? "" : " joining " + configuration.joining()) + ", this node is "
                + place(configuration, self);
    }

    /** Only the ends of a long chain, because each of its nodes logs each of its epochs. */
    private static String members(Configuration configuration) {
        List<Member> members = configuration.members();
        return members.size() <= LOGGED_MEMBERS
                ? members.toString()
                : members.size() + " members from " + configuration.head() + " to " + configuration.tail();
    }

    private static String place(Configuration configuration, Member self) {
        int position = configuration.positionOf(self);
        if (position >= 0) {
            return "number " + (position + 1) + " of " + configuration.members().size();
        }
        return self.is(configuration.joining()) ? "joining" : "no member";
    }
}
