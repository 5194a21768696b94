package io.catena.server.requests;

import io.catena.server.chain.Key;
import io.catena.server.chain.WriteCommand;
import java.util.ArrayList;
import java.util.List;

/** Calls to other nodes that the test answers. */
final class PlayedCalls implements NodeCalls {
    static final int MOST_TO_ONE_NODE = 4_096;

    /** The calls with the nodes that were called, in words. */
    final List<String> asked = new ArrayList<>();

    CallContext context;
    Outcome<WriteResponse> write;
    Outcome<ReadResponse> read;
    Outcome<Long> opening;

    @Override
    public int mostToOneNode() {
        return MOST_TO_ONE_NODE;
    }

    @Override
    public void write(String address, CallContext given, List<WriteCommand> commands, Outcome<WriteResponse> outcome) {
        asked.add("write at " + address);
        context = given;
        write = outcome;
    }

    @Override
    public void read(String address, CallContext given, List<Key> keys, Outcome<ReadResponse> outcome) {
        asked.add("read at " + address);
        context = given;
        read = outcome;
    }

    @Override
    public void openSession(String address, CallContext given, Outcome<Long> outcome) {
        asked.add("open a session at " + address);
        context = given;
        opening = outcome;
    }

    @Override
    public void abandon(String address, String why) {
        asked.add("abandon calls to " + address + ", since " + why);
    }
}
