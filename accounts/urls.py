from django.urls import path

from accounts import allowance_views, channel_views, own_views, views

app_name = "accounts"
urlpatterns = [
    path("", views.Users.as_view(), name="list"),
    path("new/", views.UserEdit.as_view(), name="create"),
    path("<int:pk>/", views.UserDetail.as_view(), name="detail"),
    path("<int:pk>/edit/", views.UserEdit.as_view(), name="edit"),
    path("pick/", views.UserPick.as_view(), name="pick"),
    path("invite/", views.InviteAll.as_view(), name="invite_all"),
    path("<int:pk>/invite/", views.Invite.as_view(), name="invite"),
    path("<int:pk>/factors/", views.FactorsReset.as_view(), name="factors"),
    path("<int:pk>/hand-over/", views.HandOver.as_view(), name="hand_over"),
    path("who/<int:pk>/", views.Who.as_view(), name="who"),
    path("<int:pk>/grant/", views.GrantCreate.as_view(), name="grant"),
    path("grants/<int:pk>/withdraw/", views.GrantWithdraw.as_view(), name="withdraw"),
    path("filters/", own_views.Filters.as_view(), name="filters"),
    path("filters/save/", own_views.FilterSave.as_view(), name="filter_save"),
    path("filters/<int:pk>/delete/", own_views.FilterDelete.as_view(), name="filter_delete"),
    path("allowances/", allowance_views.Allowances.as_view(), name="allowances"),
    path("allowances/<int:pk>/withdraw/", allowance_views.AllowanceWithdraw.as_view(), name="allowance_withdraw"),
    path("audit/", views.Audit.as_view(), name="audit"),
    path("tokens/<int:pk>/revoke/", own_views.TokenRevoke.as_view(), name="token_revoke"),
    path("notices/", own_views.Notices.as_view(), name="notices"),
    path("notices/<int:pk>/", own_views.NoticeOpen.as_view(), name="notice"),
    path("channels/", channel_views.Channels.as_view(), name="channels"),
    path("channels/<int:pk>/", channel_views.ChannelEdit.as_view(), name="channel_edit"),
    path("channels/<int:pk>/test/", channel_views.ChannelTest.as_view(), name="channel_test"),
    path("channels/<int:pk>/delete/", channel_views.ChannelDelete.as_view(), name="channel_delete"),
    path("channels/deliveries/<int:pk>/again/", channel_views.DeliveryAgain.as_view(), name="delivery_again"),
    path("undelivered/", channel_views.Undeliverable.as_view(), name="undelivered"),
    path("me/digest/", own_views.DigestChoice.as_view(), name="digest"),
    path("me/", own_views.Me.as_view(), name="me"),
]
