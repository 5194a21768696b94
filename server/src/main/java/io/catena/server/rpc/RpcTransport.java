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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * An event loop and the kinds of sockets that it serves.
 *
 * @param loop one thread
 * @param serverType the class of listening sockets
 * @param sockets makes sockets that connect
 * @param allocator makes all buffers
 * @param security how all connections are protected
 */
public record RpcTransport(
        EventLoop loop,
        Class<? extends ServerChannel> serverType,
        ChannelFactory<? extends Channel> sockets,
        ByteBufAllocator allocator,
        ConnectionSecurity security) {

    /** A group with one event loop, as the next. */
    public static EventLoopGroup newGroup(ThreadFactory threads) {
        return newGroup(1, threads);
    }

    /** A group with as many event loops: epoll if its native library can be loaded, else NIO. The caller shuts it down. */
    public static EventLoopGroup newGroup(int loops, ThreadFactory threads) {
        return Epoll.isAvailable() ? new EpollEventLoopGroup(loops, threads) : new NioEventLoopGroup(loops, threads);
    }

    /**
     * To be called on the loop: runs the task after the loop has looked at all its connections once. Due tasks are
     * collected once per turn, whereas a task that adds itself by {@code execute} would run many times in one turn.
     */
    public void inNextTurn(Runnable task) {
        loop.schedule(task, 0, TimeUnit.NANOSECONDS);
    }

    /** The first event loop of the group, with the sockets that fit it. */
    public static RpcTransport of(EventLoopGroup group, ConnectionSecurity security) {
        return of(group, PooledByteBufAllocator.DEFAULT, security);
    }

    /** Each event loop of the group. */
    public static List<RpcTransport> allOf(EventLoopGroup group, ConnectionSecurity security) {
        List<RpcTransport> all = new ArrayList<>();
        group.forEach(loop -> all.add(of(group, (EventLoop) loop, PooledByteBufAllocator.DEFAULT, security)));
        return all;
    }

    static RpcTransport of(EventLoopGroup group, ByteBufAllocator allocator, ConnectionSecurity security) {
        return of(group, group.next(), allocator, security);
    }

    private static RpcTransport of(
            EventLoopGroup group, EventLoop loop, ByteBufAllocator allocator, ConnectionSecurity security) {
        boolean epoll = group instanceof EpollEventLoopGroup;
        return new RpcTransport(
                loop,
                epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class,
                epoll ? EpollSocketChannel::new : NioSocketChannel::new,
                allocator,
                security);
    }
}
