package io.catena.systemtest.chaos;

import io.catena.systemtest.Place;
import io.catena.systemtest.PlaceChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Machines on one network: each is a network namespace, and a bridge connects them with this process. Packets from one
 * machine to another can be dropped where they arrive, without an answer, and a machine can be made to send slowly.
 * Needs to be root in a network namespace of its own; it is not cleaned up, but ends with that namespace. For one
 * thread.
 *
 * <p>Packets are dropped by the routing policy of the receiver, by a rule before the one that delivers to local
 * addresses: every kernel has routing policies, and every {@code ip} can set them.
 */
final class Lan implements PlaceChoice {
    private static final String NETWORK = "10.77.";
    private static final int IN_A_ROW = 250;
    private static final Place CLIENTS = new Place(NETWORK + "255.1", List.of());

    private final List<Place> machines = new ArrayList<>();
    private final Set<Cut> cuts = new HashSet<>();
    private final Set<Place> slow = new HashSet<>();

    /** Packets from one machine do not reach the other. */
    private record Cut(Place from, Place to) {}

    Lan() {
        Shell.run("ip link set lo up");
        // Named namespaces are files here, and other processes must not see them.
        Shell.run("mount -t tmpfs none /run");
        Shell.run("mkdir /run/netns");
        Shell.run("ip link add catena type bridge");
        Shell.run("ip addr add " + CLIENTS.host() + "/16 dev catena");
        Shell.run("ip link set catena up");
        localDeliveryLast("ip");
    }

    /** Lets rules come before the one that delivers to this machine's own addresses. */
    private static void localDeliveryLast(String ip) {
        Shell.run(ip + " rule add pref 100 lookup local");
        Shell.run(ip + " rule del pref 0");
    }

    @Override
    public Place next(Path folder) {
        int number = machines.size() + 1;
        String name = "m" + number;
        String host = NETWORK + number / IN_A_ROW + "." + (number % IN_A_ROW + 1);
        Place place = new Place(host, List.of("ip", "netns", "exec", name));
        Shell.run("ip netns add " + name);
        Shell.run("ip link add " + name + " type veth peer name eth0 netns " + name);
        Shell.run("ip link set " + name + " master catena up");
        Shell.run("ip -n " + name + " addr add " + place.host() + "/16 dev eth0");
        Shell.run("ip -n " + name + " link set lo up");
        Shell.run("ip -n " + name + " link set eth0 up");
        localDeliveryLast("ip -n " + name);
        machines.add(place);
        return place;
    }

    /** The machine of the clients: this process. */
    Place clients() {
        return CLIENTS;
    }

    /** Drops all packets from one machine to the other from now on. */
    void cut(Place from, Place to) {
        if (!from.equals(to) && cuts.add(new Cut(from, to))) {
            rule("add", from, to);
        }
    }

    /** Undoes a cut. */
    void mend(Place from, Place to) {
        if (cuts.remove(new Cut(from, to))) {
            rule("del", from, to);
        }
    }

    void cut(Collection<Place> from, Collection<Place> to) {
        from.forEach(one -> to.forEach(other -> cut(one, other)));
    }

    void mend(Collection<Place> from, Collection<Place> to) {
        from.forEach(one -> to.forEach(other -> mend(one, other)));
    }

    private void rule(String verb, Place from, Place to) {
        String device = to.equals(CLIENTS) ? "catena" : "eth0";
        String ip = to.equals(CLIENTS) ? "ip" : "ip -n " + nameOf(to);
        Shell.run(ip + " rule " + verb + " pref 10 from " + from.host() + " iif " + device + " blackhole");
    }

    /** The machine sends no faster than this; packets that would wait for more than 500 ms are lost. */
    void slow(Place machine, int kilobitsPerSecond) {
        if (slow.add(machine)) {
            Shell.run("ip netns exec " + nameOf(machine) + " tc qdisc add dev eth0 root tbf rate " + kilobitsPerSecond
                    + "kbit burst 1600 latency 500ms");
        }
    }

    /** Undoes {@link #slow}. */
    void fast(Place machine) {
        if (slow.remove(machine)) {
            Shell.run("ip netns exec " + nameOf(machine) + " tc qdisc del dev eth0 root");
        }
    }

    /** All machines reach each other at full speed. */
    void heal() {
        List.copyOf(cuts).forEach(cut -> mend(cut.from(), cut.to()));
        List.copyOf(slow).forEach(this::fast);
    }

    private static String nameOf(Place machine) {
        return machine.launcher().get(machine.launcher().size() - 1);
    }
}
