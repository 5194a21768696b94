package io.catena.server.chain;

import java.util.ArrayList;
import java.util.List;

/** What a node's options say of the {@link ClusterShape}. Null stands for an option that was left out. */
public record GivenShape(Integer chains, Integer replicas) {
    /** Says nothing. */
    public static final GivenShape NOTHING = new GivenShape(null, null);

    private static final int REPLICAS_OF_MANY_CHAINS = 3;

    /** What is wrong with the options, one sentence each. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (chains != null && (chains < 1 || chains > ClusterShape.MOST_CHAINS)) {
            problems.add("--chains must be 1 to " + ClusterShape.MOST_CHAINS + ", not " + chains);
        }
        if (replicas != null && (replicas < ClusterShape.ALL || replicas > SharedSettings.MOST_REPLICAS)) {
            problems.add("--replicas must be 1 to " + SharedSettings.MOST_REPLICAS + " or all, not " + replicas);
        }
        return problems;
    }

    /** The shape of a cluster that is made with these options. */
    public ClusterShape ofNewCluster() {
        int ofSoMany = chains == null ? 1 : chains;
        int each = ofSoMany == 1 ? ClusterShape.ALL : REPLICAS_OF_MANY_CHAINS;
        return new ClusterShape(ofSoMany, replicas == null ? each : replicas);
    }

    /** The options that say something else than the shape, joined by "and"; empty if none does. */
    public String optionsOtherThan(ClusterShape shape) {
        List<String> other = new ArrayList<>();
        if (chains != null && chains != shape.chains()) {
            other.add("--chains");
        }
        if (replicas != null && replicas != shape.replicas()) {
            other.add("--replicas");
        }
        return String.join(" and ", other);
    }
}
