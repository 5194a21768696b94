package io.catena.server.registration;

import io.catena.server.chain.ClusterFormat;
import io.catena.server.chain.Configuration;
import io.catena.server.chain.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A node's session with one chain, on ports that do what the test says. It hears what the session tells. */
abstract class NodeSessionScene implements NodeListener, ChainListener {
    static final Member A1 = new Member("a", 1, "a:1");
    static final Member B1 = new Member("b", 1, "b:1");
    static final RegisteredNode SELF = new RegisteredNode("a", 5, "a:1", ClusterFormat.KNOWN);

    final PlayedScheduler scheduler = new PlayedScheduler();
    final PlayedZnode<RegisteredNode> node = new PlayedZnode<>("/nodes/a");
    final PlayedContent<FoundConfiguration> configuration = new PlayedContent<>("/configuration");
    final PlayedContent<Configuration> activated = new PlayedContent<>("/activated");
    final PlayedContent<String> note = new PlayedContent<>("/note");
    final PlayedZnode<RegisteredReplica> replica = new PlayedZnode<>("/replicas/a");
    final PlayedContent<String> more = new PlayedContent<>("/more");
    final List<String> told = new ArrayList<>();
    final List<RuntimeException> failures = new ArrayList<>();
    final PlayedSession port = new PlayedSession();
    RuntimeException fails;

    final NodeSession session = new NodeSession(
            SELF,
            new NodeSession.Ports(port, node, other -> new CompletableFuture<>(), 1_000),
            scheduler,
            this,
            failures::add);
    final ChainSession chain = session.chain(new ChainSession.Ports(configuration, activated, note, replica), this);

    {
        session.follow(more, found -> told.add("more " + found.orElse("nothing")));
    }

    void connection(boolean now) {
        session.connection(now);
        scheduler.run();
    }

    void anotherSession() {
        connection(false);
        theSessionIsAnother();
        connection(true);
    }

    void theSessionIsAnother() {
        node.sessionEnds();
        replica.sessionEnds();
        port.number = node.session;
    }

    long watchings() {
        return port.calls.stream().filter(call -> call.startsWith("watch")).count();
    }

    void changed(String path) {
        session.changed(path);
        scheduler.run();
    }

    static Configuration epoch(long epoch, Member... members) {
        return new Configuration(1, epoch, 1, List.of(members), null, true, Map.of());
    }

    void configure(long epoch, Member... members) {
        configuration.holds(new FoundConfiguration(epoch(epoch, members), 1));
    }

    int reads() {
        return configuration.reads + activated.reads + note.reads + more.reads;
    }

    List<String> epochs() {
        return told.stream().filter(line -> line.startsWith("epoch")).toList();
    }

    long count(String prefix) {
        return told.stream().filter(line -> line.startsWith(prefix)).count();
    }

    // ------------------------------------------------------------------------------------------- listeners

    @Override
    public void connectionChanged(boolean connected) {
        told.add(connected ? "connected" : "disconnected");
    }

    @Override
    public void registered(boolean anew) {
        told.add("registered " + (anew ? "anew" : "still"));
    }

    @Override
    public void sessionReplaced() {
        throwIfItFails();
        told.add("session replaced");
    }

    @Override
    public void nodeIdTaken(String why) {
        throw new AssertionError(why);
    }

    @Override
    public void configurationChanged(Configuration newest) {
        throwIfItFails();
        told.add("epoch " + newest.epoch());
    }

    @Override
    public void layoutChanged() {
        throwIfItFails();
        told.add("layout");
    }

    @Override
    public void newLifeNeeded(Member lost) {
        told.add("new life needed instead of " + lost.life());
    }

    @Override
    public void configurationWentBack(String why) {
        told.add("went back: " + why);
    }

    private void throwIfItFails() {
        if (fails != null) {
            throw fails;
        }
    }
}
