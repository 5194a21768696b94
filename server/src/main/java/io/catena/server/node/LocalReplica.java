package io.catena.server.node;

import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaView;
import io.catena.server.chain.Shortage;
import io.catena.server.replica.ReplicaDriver;

/** The life of the replica that this node lives at present, if any. Owned by the event loop. */
final class LocalReplica {
    private Member self;
    private ReplicaDriver driver;

    void begins(Member newSelf, ReplicaDriver newDriver) {
        self = newSelf;
        driver = newDriver;
    }

    void ends() {
        if (driver != null) {
            driver.end();
        }
        driver = null;
    }

    /** Null between two lives. */
    ReplicaDriver driver() {
        return driver;
    }

    /** The present life, or the last one; null before the first. */
    Member self() {
        return self;
    }

    boolean isSelf(Member member) {
        return member.is(self);
    }

    /** Who of this node and the members behind it has too little space, as far as is known. */
    Shortage shortage() {
        return driver == null ? Shortage.NONE : driver.view().shortage();
    }

    boolean isHead() {
        return driver != null && driver.view().position() == 0;
    }

    boolean isMember() {
        if (driver == null) {
            return false;
        }
        ReplicaView view = driver.view();
        return view.position() >= 0
                && view.position() < view.configuration().members().size();
    }

    /** Whether this node is all that the chain has. */
    boolean isLastMember() {
        return isMember() && driver.view().configuration().members().size() == 1;
    }
}
