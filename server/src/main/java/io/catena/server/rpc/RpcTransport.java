package io.catena.server.rpc;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The event loop and what kinds of sockets it drives.
 *
 * @param loop the one thread
 * @param serverType for listening
 * @param sockets makes those for connecting
 * @param allocator where all buffers come from
 */
public record RpcTransport(
        EventLoop loop,
        Class<? extends ServerChannel> serverType,
        ChannelFactory<? extends Channel> sockets,
        ByteBufAllocator allocator) {

    /** A group of one event loop: epoll where its native library loads, else NIO. The caller shuts it down. */
    public static EventLoopGroup newGroup(ThreadFactory threads) {
        return Epoll.isAvailable() ? new EpollEventLoopGroup(1, threads) : new NioEventLoopGroup(1, threads);
    }

    /**
     * On the loop: runs the task when the loop has looked at all its connections once. Tasks that are due are fetched once in
     * a turn; a task that adds itself by {@code execute} would be run many times in one.
     */
    void inNextTurn(Runnable task) {
        loop.schedule(task, 0, TimeUnit.NANOSECONDS);
    }

    /** The first event loop of the group, with the sockets that fit it. */
    public static RpcTransport of(EventLoopGroup group) {
        return of(group, PooledByteBufAllocator.DEFAULT);
    }

    static RpcTransport of(EventLoopGroup group, ByteBufAllocator allocator) {
        boolean epoll = group instanceof EpollEventLoopGroup;
        return new RpcTransport(
                group.next(),
                epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class,
                epoll ? EpollSocketChannel::new : NioSocketChannel::new,
                allocator);
    }
}
