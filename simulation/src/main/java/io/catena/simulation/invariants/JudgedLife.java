package io.catena.simulation.invariants;

import io.catena.server.chain.FormatRange;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaView;
import io.catena.server.invariants.ReplicaImage;
import io.catena.simulation.disk.DiskContent;

/** One life of a replica, as it is judged: what it says of itself, and what the simulator knows of it beyond that. */
public interface JudgedLife {
    Member member();

    /** Of the program that it is a life of. */
    FormatRange formats();

    ReplicaView view();

    ReplicaImage image();

    /** What its disk holds, as far as that has been told. */
    DiskContent content();

    /** The digest of the client sessions that the replica has in memory, as of the end of its log. */
    long sessionDigest();

    /** Whether no client waits for the answer to a write. */
    boolean hasAnsweredAllWrites();
}
