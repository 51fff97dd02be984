package org.messagingagent.hosts.examples.spring;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.List;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.MessagingServerBuilder;
import org.messagingagent.server.MessagingServlet;
import org.messagingagent.server.agent.MessagingAgent;
import org.messagingagent.spi.MessagingPlugin;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
public class MessagingConfiguration {

  @Bean(initMethod = "start", destroyMethod = "close")
  MessagingServer messagingServer(
      @Value("${warehouse.messages}") Path data,
      @Value("${warehouse.password}") String password,
      List<MessagingPlugin> plugins,
      ObjectProvider<MeterRegistry> registry) {
    MessagingServerBuilder builder =
        MessagingServer.builder().noHttp().dataDirectory(data).user("crm", password);
    plugins.forEach(builder::plugin);
    registry.ifAvailable(builder::meterRegistry);
    return builder.build();
  }

  @Bean
  MessagingAgent messagingAgent(MessagingServer server) {
    return server.agent();
  }

  @Bean
  ServletRegistrationBean<MessagingServlet> messagingServlet(MessagingServer server) {
    return new ServletRegistrationBean<>(new MessagingServlet(server), "/messaging/*");
  }
}
