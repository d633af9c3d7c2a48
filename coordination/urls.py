"""The site map: every address on one page."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from coordination.pages.about import About
from coordination.pages.account import Account, TokenAdd, TokenRevoke
from coordination.pages.actions import (
    ActionAdd,
    ActionDone,
    ActionEdit,
    ActionList,
    ActionOutcome,
    ActionPage,
    ActionPostpone,
    ActionStatus,
    ActionUndo,
)
from coordination.pages.agenda import (
    ActionTurn,
    ItemAdd,
    ItemEdit,
    ItemMove,
    ItemRemove,
    LineAdd,
    LineEdit,
    LineRemove,
    LineRestore,
    LineTurn,
)
from coordination.pages.attendance import AttendanceAdd, AttendanceMark
from coordination.pages.calendars import (
    CalendarKeyForget,
    CalendarKeyMake,
    GroupCalendar,
    MeetingEvent,
    OwnCalendar,
)
from coordination.pages.codebook import (
    Codebook,
    CodebookFile,
    CodebookLists,
    SubcodeAdd,
    SubcodeRestore,
    SubcodeRetire,
)
from coordination.pages.exports import MatrixExport, ServiceExport, TemplateFile, TemplatePage
from coordination.pages.gaps import GapList, OverlapList
from coordination.pages.groups import GroupList, GroupPage, MemberAdd, MemberEdit, MemberEnd
from coordination.pages.health import health
from coordination.pages.home import Home
from coordination.pages.import_answers import ImportAnswer, ImportChoose, ImportLeaveOut, ImportTakeBack
from coordination.pages.import_draft import (
    ImportApply,
    ImportColumns,
    ImportDiscard,
    ImportForget,
    ImportMarked,
    ImportUndo,
)
from coordination.pages.import_rows import ImportRowPage
from coordination.pages.imports import ImportAdd, ImportList, ImportPage
from coordination.pages.letters import LetterAgain, LetterDone, LetterList, LetterStop
from coordination.pages.map import LargeMap, MapData
from coordination.pages.matrix import MatrixPage
from coordination.pages.meetings import (
    GapToAgenda,
    MeetingAdd,
    MeetingEdit,
    MeetingInvite,
    MeetingList,
    MeetingMinutes,
    MeetingNext,
    MeetingPage,
    MeetingRemove,
    MeetingSend,
)
from coordination.pages.needs import NeedAdd, NeedList, NeedPaste, NeedRemove
from coordination.pages.organizations import (
    OrganizationAdd,
    OrganizationEdit,
    OrganizationHistory,
    OrganizationList,
    OrganizationMerge,
    OrganizationPage,
    OrganizationSimilar,
    OrganizationUndo,
)
from coordination.pages.places import PlacePage
from coordination.pages.points import PointAdd, PointConfirm, PointEdit, PointHistory, PointPage, PointUndo
from coordination.pages.services import (
    ServiceAdd,
    ServiceConfirm,
    ServiceEdit,
    ServiceEnd,
    ServiceHistory,
    ServiceList,
    ServicePage,
    ServiceUndo,
)
from coordination.pages.synonyms import SynonymAdd, SynonymHistory, SynonymList, SynonymRemove, SynonymUndo
from coordination.pages.work import WorkAgain, WorkFile, WorkList, WorkPage, WorkStop

# One way to sign in, with its limits and second steps, for the admin too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler500 = "coordination.busy.server_error"
urlpatterns = [
    # Home and account
    path("", Home.as_view(), name="home"),
    path("about/", About.as_view(), name="about"),
    path("account/", Account.as_view(), name="account"),
    path("account/tokens/", TokenAdd.as_view(), name="token-add"),
    path("account/tokens/<str:key>/revoke/", TokenRevoke.as_view(), name="token-revoke"),
    path("account/calendar/", CalendarKeyMake.as_view(), name="calendar-make"),
    path("account/calendar/forget/", CalendarKeyForget.as_view(), name="calendar-forget"),
    # Meetings
    path("meetings/", MeetingList.as_view(), name="meeting-list"),
    path("meetings/add/", MeetingAdd.as_view(), name="meeting-add"),
    path("meetings/gap/", GapToAgenda.as_view(), name="gap-to-agenda"),
    path("meetings/<str:id>/", MeetingPage.as_view(), name="meeting"),
    path("meetings/<str:id>/meeting.ics", MeetingEvent.as_view(), name="meeting-event"),
    path("meetings/<str:id>/edit/", MeetingEdit.as_view(), name="meeting-edit"),
    path("meetings/<str:id>/next/", MeetingNext.as_view(), name="meeting-next"),
    path("meetings/<str:id>/minutes/", MeetingMinutes.as_view(), name="meeting-minutes"),
    path("meetings/<str:id>/invite/", MeetingInvite.as_view(), name="meeting-invite"),
    path("meetings/<str:id>/send/", MeetingSend.as_view(), name="meeting-send"),
    path("meetings/<str:id>/remove/", MeetingRemove.as_view(), name="meeting-remove"),
    path("meetings/<str:id>/people/", AttendanceMark.as_view(), name="attendance-mark"),
    path("meetings/<str:id>/people/add/", AttendanceAdd.as_view(), name="attendance-add"),
    path("meetings/<str:id>/items/add/", ItemAdd.as_view(), name="item-add"),
    path("meetings/<str:id>/lines/restore/", LineRestore.as_view(), name="line-restore"),
    path("calendar/<str:secret>.ics", OwnCalendar.as_view(), name="own-calendar"),
    path("groups/<slug:slug>/calendar.ics", GroupCalendar.as_view(), name="group-calendar"),
    path("letters/", LetterList.as_view(), name="letter-list"),
    path("letters/<str:id>/again/", LetterAgain.as_view(), name="letter-again"),
    path("letters/<str:id>/<str:sign>/stop/", LetterStop.as_view(), name="letter-stop"),
    path("letters/<str:id>/<str:sign>/done/<str:action>/", LetterDone.as_view(), name="letter-done"),
    path("items/<str:id>/edit/", ItemEdit.as_view(), name="item-edit"),
    path("items/<str:id>/move/", ItemMove.as_view(), name="item-move"),
    path("items/<str:id>/remove/", ItemRemove.as_view(), name="item-remove"),
    path("items/<str:id>/lines/add/", LineAdd.as_view(), name="line-add"),
    path("lines/<str:id>/edit/", LineEdit.as_view(), name="line-edit"),
    path("lines/<str:id>/turn/", LineTurn.as_view(), name="line-turn"),
    path("lines/<str:id>/remove/", LineRemove.as_view(), name="line-remove"),
    # Actions
    path("actions/", ActionList.as_view(), name="action-list"),
    path("actions/add/", ActionAdd.as_view(), name="action-add"),
    path("actions/<str:id>/", ActionPage.as_view(), name="action"),
    path("actions/<str:id>/edit/", ActionEdit.as_view(), name="action-edit"),
    path("actions/<str:id>/done/", ActionDone.as_view(), name="action-done"),
    path("actions/<str:id>/outcome/", ActionOutcome.as_view(), name="action-outcome"),
    path("actions/<str:id>/status/", ActionStatus.as_view(), name="action-status"),
    path("actions/<str:id>/postpone/", ActionPostpone.as_view(), name="action-postpone"),
    path("actions/<str:id>/turn/", ActionTurn.as_view(), name="action-turn"),
    path("actions/<str:id>/undo/", ActionUndo.as_view(), name="action-undo"),
    # The matrix and the files
    path("matrix/", MatrixPage.as_view(), name="matrix"),
    path("gaps/", GapList.as_view(), name="gap-list"),
    path("overlaps/", OverlapList.as_view(), name="overlap-list"),
    path("needs/", NeedList.as_view(), name="need-list"),
    path("needs/add/", NeedAdd.as_view(), name="need-add"),
    path("needs/paste/", NeedPaste.as_view(), name="need-paste"),
    path("needs/<int:pk>/remove/", NeedRemove.as_view(), name="need-remove"),
    path("matrix/export.<str:format>", MatrixExport.as_view(), name="matrix-export"),
    path("services/export.<str:format>", ServiceExport.as_view(), name="service-export"),
    # Groups and their people
    path("groups/", GroupList.as_view(), name="group-list"),
    path("groups/<slug:slug>/", GroupPage.as_view(), name="group"),
    path("groups/<slug:slug>/template/", TemplatePage.as_view(), name="group-template"),
    path("groups/<slug:slug>/template.xlsx", TemplateFile.as_view(), name="group-template-file"),
    path("groups/<slug:slug>/people/add/", MemberAdd.as_view(), name="member-add"),
    path("groups/<slug:slug>/people/<int:pk>/", MemberEdit.as_view(), name="member-edit"),
    path("groups/<slug:slug>/people/<int:pk>/end/", MemberEnd.as_view(), name="member-end"),
    # The codebook
    path("codebook/", Codebook.as_view(), name="codebook"),
    path("codebook/lists/", CodebookLists.as_view(), name="codebook-lists"),
    path("codebook/codebook.csv", CodebookFile.as_view(), name="codebook-file"),
    path("codebook/<str:code>/add/", SubcodeAdd.as_view(), name="subcode-add"),
    path("codebook/<int:pk>/retire/", SubcodeRetire.as_view(), name="subcode-retire"),
    path("codebook/<int:pk>/restore/", SubcodeRestore.as_view(), name="subcode-restore"),
    # Services and the map
    path("services/", ServiceList.as_view(), name="service-list"),
    path("services/map.json", MapData.as_view(), name="service-map-data"),
    path("map/", LargeMap.as_view(), name="service-map"),
    path("services/add/", ServiceAdd.as_view(), name="service-add"),
    path("services/<str:id>/", ServicePage.as_view(), name="service"),
    path("services/<str:id>/edit/", ServiceEdit.as_view(), name="service-edit"),
    path("services/<str:id>/confirm/", ServiceConfirm.as_view(), name="service-confirm"),
    path("services/<str:id>/end/", ServiceEnd.as_view(), name="service-end"),
    path("services/<str:id>/undo/", ServiceUndo.as_view(), name="service-undo"),
    path("services/<str:id>/history/", ServiceHistory.as_view(), name="service-history"),
    # Service points
    path("points/add/", PointAdd.as_view(), name="point-add"),
    path("points/<str:id>/", PointPage.as_view(), name="point"),
    path("points/<str:id>/edit/", PointEdit.as_view(), name="point-edit"),
    path("points/<str:id>/confirm/", PointConfirm.as_view(), name="point-confirm"),
    path("points/<str:id>/undo/", PointUndo.as_view(), name="point-undo"),
    path("points/<str:id>/history/", PointHistory.as_view(), name="point-history"),
    # Organisations
    path("organizations/", OrganizationList.as_view(), name="organization-list"),
    path("organizations/add/", OrganizationAdd.as_view(), name="organization-add"),
    path("organizations/similar/", OrganizationSimilar.as_view(), name="organization-similar"),
    path("organizations/<str:id>/", OrganizationPage.as_view(), name="organization"),
    path("organizations/<str:id>/edit/", OrganizationEdit.as_view(), name="organization-edit"),
    path("organizations/<str:id>/merge/", OrganizationMerge.as_view(), name="organization-merge"),
    path("organizations/<str:id>/undo/", OrganizationUndo.as_view(), name="organization-undo"),
    path("organizations/<str:id>/history/", OrganizationHistory.as_view(), name="organization-history"),
    # Places
    path("places/<str:pcode>/", PlacePage.as_view(), name="place"),
    # 4W files in
    path("groups/<slug:slug>/words/", SynonymList.as_view(), name="synonym-list"),
    path("groups/<slug:slug>/words/add/", SynonymAdd.as_view(), name="synonym-add"),
    path("words/<str:id>/history/", SynonymHistory.as_view(), name="synonym-history"),
    path("words/<str:id>/remove/", SynonymRemove.as_view(), name="synonym-remove"),
    path("words/<str:id>/undo/", SynonymUndo.as_view(), name="synonym-undo"),
    path("imports/", ImportList.as_view(), name="import-list"),
    path("imports/add/", ImportAdd.as_view(), name="import-add"),
    path("imports/<str:id>/", ImportPage.as_view(), name="import"),
    path("imports/<str:id>/columns/", ImportColumns.as_view(), name="import-columns"),
    path("imports/<str:id>/apply/", ImportApply.as_view(), name="import-apply"),
    path("imports/<str:id>/undo/", ImportUndo.as_view(), name="import-undo"),
    path("imports/<str:id>/discard/", ImportDiscard.as_view(), name="import-discard"),
    path("imports/<str:id>/as-found/", ImportForget.as_view(), name="import-forget"),
    path("imports/<str:id>/answer/", ImportAnswer.as_view(), name="import-answer"),
    path("imports/<str:id>/leave-out/", ImportLeaveOut.as_view(), name="import-leave-out"),
    path("imports/<str:id>/choose/", ImportChoose.as_view(), name="import-choose"),
    path("imports/<str:id>/take-back/", ImportTakeBack.as_view(), name="import-take-back"),
    path("imports/<str:id>/rows/<int:number>/", ImportRowPage.as_view(), name="import-row"),
    path("imports/<str:id>/marked.xlsx", ImportMarked.as_view(), name="import-marked"),
    # Work that takes longer than a moment
    path("work/", WorkList.as_view(), name="work-list"),
    path("work/<str:id>/", WorkPage.as_view(), name="work"),
    path("work/<str:id>/again/", WorkAgain.as_view(), name="work-again"),
    path("work/<str:id>/stop/", WorkStop.as_view(), name="work-stop"),
    path("work/<str:id>/file/", WorkFile.as_view(), name="work-file"),
    # The API
    path("api/", include("coordination.api.urls")),
    # The site itself. Choosing a language changes nothing but a cookie of the chooser, so it needs no token:
    # strangers get no cookie at all before they choose.
    path("health/", health, name="health"),
    path("language/", login_not_required(csrf_exempt(set_language)), name="set_language"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
