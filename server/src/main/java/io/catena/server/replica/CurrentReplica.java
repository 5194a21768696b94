package io.catena.server.replica;

import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaView;
import io.catena.server.chain.Shortage;

/** The life of the replica that this node lives at present, if any. Owned by the replica's loop. */
public final class CurrentReplica {
    private Member self;
    private ReplicaDriver driver;

    public void begins(Member newSelf, ReplicaDriver newDriver) {
        self = newSelf;
        driver = newDriver;
    }

    public void ends() {
        if (driver != null) {
            driver.end();
        }
        driver = null;
    }

    /** Null between two lives. */
    public ReplicaDriver driver() {
        return driver;
    }

    /** The present life, or the last one; null before the first. */
    public Member self() {
        return self;
    }

    public boolean isSelf(Member member) {
        return member.is(self);
    }

    /** The nearest of this node and the members behind it that have too little free space, as far as is known. */
    public Shortage shortage() {
        return driver == null ? Shortage.NONE : driver.view().shortage();
    }

    /** Whether writes are for this replica: see {@link io.catena.server.chain.Protocol#takesWrites}. */
    public boolean takesWrites() {
        return driver != null && driver.takesWrites();
    }

    public boolean isMember() {
        if (driver == null) {
            return false;
        }
        ReplicaView view = driver.view();
        return view.position() >= 0
                && view.position() < view.configuration().members().size();
    }

    /** Whether this node is the only member of the chain. */
    public boolean isLastMember() {
        return isMember() && driver.view().configuration().members().size() == 1;
    }
}
