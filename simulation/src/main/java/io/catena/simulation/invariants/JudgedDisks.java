package io.catena.simulation.invariants;

import io.catena.server.chain.Member;
import io.catena.simulation.disk.DiskContent;

/** The disks of all machines, as they are judged. */
public interface JudgedDisks {
    /** What the disk at an address holds, as far as that has been told. */
    DiskContent content(String address);

    /** Whether the disk to which this life of a node wrote is lost, or an older copy of it was put back since. */
    boolean isLost(Member life);
}
