package io.catena.simulation.invariants;

import io.catena.server.chain.Member;
import io.catena.simulation.disk.DiskContent;

/** What the disks of all machines have of one chain, as it is judged. */
public interface JudgedDisks {
    /** What the disk at an address holds of it, as far as that has been told. */
    DiskContent content(String address);

    /** Whether the disk to which this life of a node wrote is lost, or an older copy of it was put back since. */
    boolean isLost(Member life);
}
