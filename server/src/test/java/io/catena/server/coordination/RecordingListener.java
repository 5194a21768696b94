package io.catena.server.coordination;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import io.catena.server.registration.ChainListener;
import io.catena.server.registration.NodeListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Records every notification and the thread that delivers it. */
final class RecordingListener implements NodeListener, ChainListener {
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<String> threads = new CopyOnWriteArrayList<>();

    private void tell(String what) {
        told.add(what);
        threads.add(Thread.currentThread().getName());
    }

    List<String> told() {
        return told;
    }

    List<String> threads() {
        return threads;
    }

    boolean wasTold(String what) {
        return told.contains(what);
    }

    long count(String prefix) {
        return told.stream().filter(t -> t.startsWith(prefix)).count();
    }

    @Override
    public void connectionChanged(boolean connected) {
        tell(connected ? "connected" : "disconnected");
    }

    @Override
    public void configurationChanged(Configuration configuration) {
        tell("epoch " + configuration.epoch());
    }

    @Override
    public void layoutChanged() {
        tell("layout");
    }

    @Override
    public void registered(boolean anew) {
        if (anew) {
            tell("registered");
        }
    }

    @Override
    public void sessionReplaced() {
        tell("session replaced");
    }

    @Override
    public void newLifeNeeded(Member lost) {
        tell("new life needed instead of " + Long.toHexString(lost.life()));
    }

    @Override
    public void nodeIdTaken(String why) {
        tell("node id taken");
    }

    @Override
    public void configurationWentBack(String why) {
        tell("went back: " + why);
    }
}
