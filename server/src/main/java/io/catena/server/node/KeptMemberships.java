package io.catena.server.node;

import io.catena.server.node.replicas.MembershipKeeper;
import io.catena.server.storage.DataDirectory;
import java.io.IOException;

/** Keeps the memberships of chains in files of the node's data directory. */
record KeptMemberships(DataDirectory directory) implements MembershipKeeper.Place {
    @Override
    public void write(int chain, int format, byte[] content) throws IOException {
        directory.keepMembership(chain, format, content);
    }

    @Override
    public void remove(int chain) throws IOException {
        directory.forgetMembership(chain);
    }
}
