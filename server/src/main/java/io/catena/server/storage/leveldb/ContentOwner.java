package io.catena.server.storage.leveldb;

/** The owner of LevelDB's content, as a sweep sees it. All methods may be called by any thread. */
public interface ContentOwner {
    /** Brings everything that waits into LevelDB. */
    void flush();

    /** Changes in LevelDB what is never read, while the owner changes nothing. */
    void besides(Runnable change);

    /** Rises whenever the content changes. */
    long flushed();
}
