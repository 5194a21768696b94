package io.catena.server.controller.decision;

import io.catena.server.chain.Configuration;
import io.catena.server.chain.FormatRange;
import io.catena.server.chain.Member;
import io.catena.server.chain.ReplicaReport;
import io.catena.server.chain.SharedSettings;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the controller has read of one chain. Immutable.
 *
 * @param current the newest configuration; null if there is none
 * @param version identifies what {@code current} was read from; -1 if there is none
 * @param activated the configuration of the last activated epoch; null if there is none
 * @param committed every member of {@code activated} had everything up to this seq on its disk, all of it committed
 *     (C3)
 * @param registrations the registered replicas of registered nodes, the longest registered first
 * @param reports what replicas say, by node id
 * @param health the health that nodes report, by node id
 * @param settings what the cluster is to have; null if they are not written yet, or cannot be understood
 * @param formats the formats that the registered nodes know, by node id, also of those whose replica is not registered
 *     yet (N5), of nodes that are needed ({@link NeededNodes}); one that is missing knows only the first (P7)
 * @param note what users are told at present; empty if nothing
 * @param carriers which nodes are to carry the chain, as far as that is published
 */
public record Observation(
        Configuration current,
        int version,
        Configuration activated,
        long committed,
        List<Member> registrations,
        Map<String, ReplicaReport> reports,
        Map<String, Health> health,
        SharedSettings settings,
        Map<String, FormatRange> formats,
        String note,
        Carriers carriers) {

    public Observation {
        registrations = List.copyOf(registrations);
        reports = Collections.unmodifiableMap(new TreeMap<>(reports));
        health = Collections.unmodifiableMap(new TreeMap<>(health));
        formats = Collections.unmodifiableMap(new TreeMap<>(formats));
    }

    /** Of a chain that every node carries. */
    public Observation(
            Configuration current,
            int version,
            Configuration activated,
            long committed,
            List<Member> registrations,
            Map<String, ReplicaReport> reports,
            Map<String, Health> health,
            SharedSettings settings,
            Map<String, FormatRange> formats,
            String note) {
        this(
                current,
                version,
                activated,
                committed,
                registrations,
                reports,
                health,
                settings,
                formats,
                note,
                Carriers.EVERY_NODE);
    }

    /** Of nodes of which none says which formats it knows. */
    public Observation(
            Configuration current,
            int version,
            Configuration activated,
            long committed,
            List<Member> registrations,
            Map<String, ReplicaReport> reports,
            Map<String, Health> health,
            SharedSettings settings,
            String note) {
        this(current, version, activated, committed, registrations, reports, health, settings, Map.of(), note);
    }

    /** Ids of the nodes that surely hold all that was committed: see {@link ChainView#anchors(Configuration, Configuration)}. */
    public Set<String> anchors() {
        return ChainView.anchors(current, activated);
    }

    /** Ids of registered nodes whose replica is not registered yet in a life of this process. */
    Set<String> withoutLife() {
        return withoutLife(formats, registrations);
    }

    static Set<String> withoutLife(Map<String, FormatRange> processes, List<Member> lives) {
        Set<String> lifeless = new TreeSet<>(processes.keySet());
        lives.forEach(life -> lifeless.remove(life.nodeId()));
        return lifeless;
    }

    /** Whether a node knows a format. */
    boolean knows(String nodeId, int format) {
        return formats.getOrDefault(nodeId, FormatRange.ONLY_THE_FIRST).includes(format);
    }
}
