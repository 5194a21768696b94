package io.catena.server.registration;

import static org.junit.Assert.assertEquals;

import io.catena.server.chain.Advice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

/** What a node is told of the cluster to which it belongs. */
public class ClusterNewsTest {
    private final List<String> told = new ArrayList<>();
    private final ClusterNews news = new ClusterNews("/catena/test", "cluster", told::add);

    @Test
    public void aClusterThatIsThereIsNoNews() {
        news.found(Optional.of("cluster"));
        assertEquals(List.of(), told);
    }

    @Test
    public void eachStateInWhichItIsLostIsToldOnceWithWhatToDo() {
        news.found(Optional.empty());
        news.found(Optional.empty());
        news.found(Optional.of("other\n"));
        String end = "; before this node starts again, " + Advice.ZOOKEEPER_LOST;
        assertEquals(
                List.of(
                        "ZooKeeper has nothing of this cluster: /catena/test is gone" + end,
                        "/catena/test belongs to another cluster, id other\\n and not cluster" + end),
                told);
    }
}
